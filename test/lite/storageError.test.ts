import { storageError } from "../../jupyter-extension/lite/src/storageError";

test.each([
  [new DOMException("", "QuotaExceededError"), /no more room[^]*download what must last/],
  [new DOMException("The quota has been exceeded.", "QuotaExceededError"), /no more room/],
  [new DOMException("", "DataCloneError"), /^DataCloneError$/],
  [new Error("other pages use the browser's storage"), /^other pages use the browser's storage$/],
  [new Error(""), /^Error$/],
  ["Drive request open does not exist.", /^Drive request open/],
  [undefined, /^the browser's storage gives no reason$/],
  ["", /gives no reason/],
])("%s is told in words", (error, words) => {
  expect(storageError(error)).toMatch(words);
});
