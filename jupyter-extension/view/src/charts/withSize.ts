type Part = { [key: string]: unknown };

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);

/** Lengths of marks, lines and letters that grow with a chart. */
const LENGTHS = [
  ..."strokeWidth fontSize labelFontSize titleFontSize symbolStrokeWidth dx dy limit labelLimit titleLimit".split(" "),
  ..."titlePadding labelPadding offset padding tickSize cornerRadius spacing".split(" "),
];
/** Areas of dots and symbols. */
const AREAS = ["size", "symbolSize"];
/** Parts of a channel that have letters and lines. */
const GUIDES = ["axis", "legend"];
/** Channels whose constants are pixels. */
const PLACES = ["x", "y", "x2", "y2", "xOffset", "yOffset"];

/** The specification with plots, letters, lines and dots so many times as large, for the back row of a lecture hall. */
export function withSize(spec: Part, size: number): Part {
  if (size === 1) return spec;
  const config = isPart(spec["config"]) ? spec["config"] : {};
  return {
    ...grownView(spec, size),
    config: Object.fromEntries(
      Object.entries(config).map(([name, value]) => [name, isPart(value) ? grown(value, size) : value]),
    ),
  };
}

function grown(part: Part, size: number): Part {
  const factorOf = (name: string): number => (LENGTHS.includes(name) ? size : AREAS.includes(name) ? size * size : 1);
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => {
      // The line of an area, say.
      if (isPart(value)) return [name, grown(value, size)];
      return [name, typeof value === "number" ? factorOf(name) * value : value];
    }),
  );
}

/** A plot, a layer of one, or several plots. */
function grownView(view: Part, size: number): Part {
  const { mark, encoding, title } = view;
  const lengths = ["width", "height", "spacing"].flatMap((name) =>
    typeof view[name] === "number" ? [[name, Math.round(size * view[name])]] : [],
  );
  const inner = ["layer", "concat", "hconcat", "vconcat"].flatMap((name) =>
    Array.isArray(view[name]) ? [[name, view[name].map((one) => (isPart(one) ? grownView(one, size) : one))]] : [],
  );
  return {
    ...view,
    ...Object.fromEntries([...lengths, ...inner]),
    ...(isPart(view["spec"]) ? { spec: grownView(view["spec"], size) } : {}),
    ...(isPart(mark) ? { mark: grown(mark, size) } : {}),
    ...(isPart(title) ? { title: grown(title, size) } : {}),
    ...(isPart(encoding) ? { encoding: grownEncoding(encoding, size) } : {}),
  };
}

function grownEncoding(encoding: Part, size: number): Part {
  return Object.fromEntries(
    Object.entries(encoding).map(([name, channel]) => {
      if (!isPart(channel)) return [name, channel];
      const guides = GUIDES.flatMap((guide) =>
        isPart(channel[guide]) ? [[guide, grown(channel[guide], size)] as const] : [],
      );
      const value = channel["value"];
      const { range } = isPart(channel["scale"]) ? channel["scale"] : {};
      const isArea = name === "size" && Array.isArray(range);
      return [
        name,
        {
          ...channel,
          ...Object.fromEntries(guides),
          ...(typeof value === "number" && PLACES.includes(name) ? { value: size * value } : {}),
          ...(isArea
            ? {
                scale: {
                  ...(channel["scale"] as Part),
                  range: range.map((end: unknown) => (typeof end === "number" ? size * size * end : end)),
                },
              }
            : {}),
        },
      ];
    }),
  );
}
