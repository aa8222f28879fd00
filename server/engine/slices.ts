/**
 * How long each kind of background work (freeing, expiry, long replies, a full sync) may run before the event
 * loop takes requests again, microseconds. A request waits for the slice that runs and for what the sockets
 * before it bring; several kinds may have a slice each in one turn, and on a busy machine the scheduler adds
 * its own: half a millisecond keeps all that together below five. A turn without requests costs some 20 us.
 */
export const SLICE_US = 500
