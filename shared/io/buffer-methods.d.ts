/*
 * Methods of Node's Buffer that its type package leaves out. They skip the encoding lookup of toString() and
 * write(), which hot paths notice.
 */
interface Buffer<TArrayBuffer extends ArrayBufferLike = ArrayBufferLike> {
  latin1Slice(start?: number, end?: number): string
  utf8Slice(start?: number, end?: number): string
  /** @returns bytes written */
  latin1Write(text: string, offset?: number, length?: number): number
  /** @returns bytes written */
  utf8Write(text: string, offset?: number, length?: number): number
}
