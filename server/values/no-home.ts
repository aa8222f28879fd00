/**
 * An empty listpack that nobody stores: what a flyweight looks at before it is opened, and all that is left
 * in view of a hash that was removed.
 */
import type { Home } from './home.ts'
import { LP_EMPTY, lpInit } from './listpack.ts'

const valueBytes = Buffer.alloc(LP_EMPTY)
lpInit(valueBytes, 0)

export const NO_HOME: Home = {
  records: { valueBytes, valueAt: 0, valueLength: LP_EMPTY, meta: 0 },
  resizeValue() {},
  setEncoding() {},
}
