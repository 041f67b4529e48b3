// Names as JavaScript strings, without loss: valid UTF-8 is decoded; of any other name each byte above 127 becomes the lone
// surrogate U+DC00 + byte, which valid UTF-8 never decodes to (the idea of Python's PEP 383). So names compare exactly,
// can be keys of maps, and become the same bytes again.

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const LONE_BYTE = 0xdc00;

/** A name as a string; see the top of this file for bytes that are no UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  const short = bytes.length <= SHORT ? asciiText(bytes) : undefined;
  if (short !== undefined) return short;
  try {
    return decoder.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : LONE_BYTE + byte)).join('');
  }
}

/** Nearly all names are short and ASCII, for which a TextDecoder takes several times as long. */
const SHORT = 64;

function asciiText(bytes: Uint8Array): string | undefined {
  let text = '';
  for (const byte of bytes) {
    if (byte > 0x7f) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** The bytes of a name. Inverse of `decodeText`; other lone surrogates become U+FFFD, as in all of JavaScript. */
export function encodeText(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/u.test(text)) return encoder.encode(text); // with `u`, halves of a pair do not match
  const parts = Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    return char.length === 1 && code >= LONE_BYTE + 0x80 && code <= LONE_BYTE + 0xff
      ? [code - LONE_BYTE]
      : [...encoder.encode(char)];
  });
  return Uint8Array.from(parts.flat());
}
