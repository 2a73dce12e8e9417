import type { TutorialText } from "./tutorial";

/** The texts of the tutorials, loaded with the first one that is asked for. */
export async function tutorialText(name: string): Promise<TutorialText> {
  const { TEXTS } = await import("./tutorialTexts.generated");
  const text = TEXTS[name];
  if (text === undefined) throw new Error(`there is no tutorial '${name}'; there are ${Object.keys(TEXTS).join(", ")}`);
  return text;
}
