/**
 * Words at any byte: buffers that much is copied to and from, or compared with, carry a DataView of
 * themselves, by which runs of a few bytes to a hundred are handled four or eight bytes a step. The view is a
 * property of the buffer, so that who has the buffer has it too. A buffer without one is handled byte by byte
 * or by a native call.
 */

export interface Viewed extends Uint8Array {
  view?: DataView
}

/** Gives a buffer its view; to be called once, when it is made. */
export function withView<Bytes extends Uint8Array>(bytes: Bytes): Bytes & { view: DataView } {
  const viewed = bytes as Bytes & { view: DataView }
  viewed.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return viewed
}

/** The view of a buffer; where it has none, one made for this once. */
export function viewOf(bytes: Viewed): DataView {
  return bytes.view ?? new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
