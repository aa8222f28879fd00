/**
 * Size classes of the arena: every 8 bytes up to 128, every 16 up to 512, as there may be many small
 * collections, then eight steps per doubling up to 8 KiB (at most 12.5% lost), then sizes that divide a page.
 * They are found by table, so finding a class is one load.
 */
export const PAGE_BYTES = 65536
/** Above this many bytes a block is a run of pages. */
export const SMALL_MAX = 32768

const sizes: number[] = []
for (let size = 8; size <= 128; size += 8) sizes.push(size)
for (let size = 144; size <= 512; size += 16) sizes.push(size)
for (let base = 512; base < 8192; base *= 2) {
  for (let step = 1; step <= 8; step++) sizes.push(base + (base / 8) * step)
}
for (let parts = 7; parts >= 2; parts--) sizes.push(Math.floor(PAGE_BYTES / parts / 8) * 8)

export const CLASS_COUNT = sizes.length
/** Block size in bytes of each class. */
export const classSize = new Int32Array(sizes)
/** Class of a size, by granules: `classByGranule[(size + 7) >>> 3]`. */
const classByGranule = new Uint8Array((SMALL_MAX >>> 3) + 1)
for (let granules = 1, c = 0; granules < classByGranule.length; granules++) {
  while (sizes[c]! < granules * 8) c++
  classByGranule[granules] = c
}

/** The class that serves `size` bytes, 0 < size <= SMALL_MAX. */
export function classOf(size: number): number {
  return classByGranule[(size + 7) >>> 3]!
}

/** The block size that serves `size` bytes. */
export function blockSize(size: number): number {
  return classSize[classByGranule[(size + 7) >>> 3]!]!
}
