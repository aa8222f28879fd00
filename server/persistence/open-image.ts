/** What an image file begins and ends with, in either form; see `ImageFile`. */
import type { Server } from '../engine/server.ts'
import { annotation } from './aof/annotations.ts'
import { commandForm } from './commands/command-image.ts'
import { CommandWriter } from './commands/command-writer.ts'
import type { ImageSink } from './image.ts'
import type { OpenImage } from './image-file.ts'
import { rdbForm } from './rdb/rdb-image.ts'
import { openRdb, type StreamPlace } from './rdb-start.ts'

/**
 * RDB. `place` is where the data stands in the replication history, or null when nobody could continue from
 * there.
 */
export function rdbImage(server: Server, place: StreamPlace | null, aofBase = false) {
  return (sink: ImageSink): OpenImage => {
    const writer = openRdb(server, sink, place, aofBase)
    return {
      form: rdbForm(writer),
      get bytesWritten() {
        return writer.bytesWritten
      },
      finish: () => writer.eof(),
    }
  }
}

/** Commands, after the time of the rewrite where times are told. */
export function commandImage(server: Server) {
  return (sink: ImageSink): OpenImage => {
    const writer = new CommandWriter(sink)
    const { now } = server.keyspace.state
    if (server.store.bool('aof-timestamp-enabled')) writer.ascii(annotation(now))
    return {
      form: commandForm(writer),
      get bytesWritten() {
        return writer.bytesWritten
      },
      finish: () => writer.flush(),
    }
  }
}
