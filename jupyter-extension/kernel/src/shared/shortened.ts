/** `text`, cut after `most` characters with a note of how many are left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}… (${(text.length - most).toLocaleString("en-US")} more characters)`;
}
