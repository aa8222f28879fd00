// Hears the keyspace events of a server, in the order in which it tells them.
import type { RawClient } from '../../support/raw-client.ts'
import { word } from '../../support/reply.ts'
import type { ServerProcess } from '../../support/servers.ts'

const pattern = '__keyevent@*'
const end = '__keyevent@end'

export class EventListener {
  private readonly ears: RawClient
  private readonly mouth: RawClient

  private constructor(ears: RawClient, mouth: RawClient) {
    this.ears = ears
    this.mouth = mouth
  }

  static async on(server: ServerProcess): Promise<EventListener> {
    const [ears, mouth] = [await server.connect(), await server.connect()]
    await ears.send('PSUBSCRIBE', pattern)
    return new EventListener(ears, mouth)
  }

  /** The events since this was last asked, as `lpush@0 key`. */
  async heard(): Promise<string[]> {
    await this.mouth.send('PUBLISH', end, '')
    const events: string[] = []
    for (;;) {
      const message = await this.ears.next()
      if (!('items' in message)) continue
      const [, , channel, key] = message.items.map(item => ('text' in item ? item.text : ''))
      if (channel === end) return events
      const [, db, event] = /^__keyevent@(\d+)__:(.*)$/s.exec(channel ?? '') ?? []
      events.push(`${event}@${db} ${word(key ?? '')}`)
    }
  }

  close(): void {
    this.ears.close()
    this.mouth.close()
  }
}
