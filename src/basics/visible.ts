/** Text from files that others have written: nothing in it commands the terminal. */

/** Control characters but line breaks and tabs, and those that turn the direction of writing around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const commands = /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Each as JSON writes it, \u001b, so that JSON stays what it was. */
export function visible(text: string): string {
  return text.replace(commands, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
