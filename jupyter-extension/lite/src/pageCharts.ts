/** Where mixedmodels-view asks for vega-embed before it loads its own. */
const GIVEN = Symbol.for("mixedmodels.embed");

/**
 * Has the views of this page draw charts by the script that draws pictures in kernels, so that Vega is fetched once.
 * @param address - of that script, asked for with the first chart
 */
export function shareCharts(address: () => string | Promise<string>): void {
  let embed: Promise<unknown> | undefined;
  const load = async (): Promise<unknown> => {
    await loaded(await address());
    return (globalThis as unknown as { readonly mixedmodelsCharts: { readonly embed: unknown } }).mixedmodelsCharts
      .embed;
  };
  const given = (): Promise<unknown> => {
    embed ??= load().catch((error) => {
      embed = undefined;
      throw error;
    });
    return embed;
  };
  Object.defineProperty(globalThis, GIVEN, { value: given, configurable: true });
}

function loaded(address: string): Promise<void> {
  const script = document.createElement("script");
  script.src = address;
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${address} cannot be fetched: is there a network?`));
    document.head.append(script);
  });
}
