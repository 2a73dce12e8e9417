const INVALID =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A document with U+FFFD for characters that XML does not have, which names from data may hold. */
export function validXML(document: string): string {
  return document.replace(INVALID, "\ufffd");
}
