/** What observes when there is no control plane: nothing. */
import type { Observe } from '../../shared/ports/observe.ts'

export const notObserved: Observe = {
  snapshotStart() {},
  fsync() {},
  aofWrite() {},
  evicted() {},
  outputBufferDrop() {},
  fullSync() {},
}
