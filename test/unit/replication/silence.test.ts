/* Peers that accept a connection and then say nothing, at each stage: repl-timeout ends it, with Redis's words. */
import { expect, test } from 'vitest'
import type { LinkEvents } from '../../../server/replication/wiring.ts'
import { Network } from './network.ts'

const CONNECTING = 'Timeout connecting to the MASTER...'
const PAYLOAD = 'Timeout receiving bulk data from MASTER...'
const FULL = `+FULLRESYNC ${'a'.repeat(40)} 0\r\n`

/** What a primary says in all, each when it was sent something; and the words with which it is given up. */
const STAGES: [stage: string, says: string[], words: string][] = [
  ['no connection', [], CONNECTING],
  ['PING', [''], CONNECTING],
  ['AUTH', ['+PONG\r\n'], CONNECTING],
  ['REPLCONF', ['+PONG\r\n', '+OK\r\n'], CONNECTING],
  ['the last REPLCONF', ['+PONG\r\n', '+OK\r\n+OK\r\n+OK\r\n'], CONNECTING],
  ['PSYNC', ['+PONG\r\n', '+OK\r\n'.repeat(4)], CONNECTING],
  ['the payload', ['+PONG\r\n', '+OK\r\n'.repeat(4), FULL], PAYLOAD],
  ['the middle of the payload', ['+PONG\r\n', '+OK\r\n'.repeat(4), `${FULL}$1000\r\nREDIS0009`], PAYLOAD],
]

test.each(STAGES)('a primary that is silent at %s', (_, says, words) => {
  const network = new Network(1, 1, { 'repl-timeout': '5', masterauth: 'secret' })
  const node = network.nodes[0]!
  let connections = 0
  node.connect = (_host, _port, events: LinkEvents) => {
    connections++
    const left = [...says]
    const speak = (): void => {
      const bytes = Buffer.from(left.shift() ?? '')
      if (bytes.length > 0) network.after(1, () => node.turn(() => events.data(bytes, bytes.length)))
    }
    const transport = {
      send() {
        speak()
        return true
      },
      pending: () => 0,
      drained() {},
      end() {},
      destroy() {},
      pause() {},
    }
    if (says.length > 0) network.after(1, () => node.turn(() => events.opened(transport, 'a:1', 'b:2')))
    return transport
  }
  node.ask('REPLICAOF node 9')
  network.run(4000)
  expect(node.log.join('\n')).not.toContain('Timeout')
  expect(connections).toBe(1)
  network.run(4000)
  expect(node.log.join('\n')).toContain(words)
  expect(connections).toBe(2)
})

test('a replica that is silent', () => {
  const network = new Network(1, 2, { 'repl-timeout': '5', 'repl-ping-replica-period': '1' })
  const [primary, replica] = network.nodes as [(typeof network.nodes)[0], (typeof network.nodes)[0]]
  replica.ask('REPLICAOF node 0')
  network.run(1000)
  expect(primary.replication.primary.peers.size).toBe(1)
  // It hears, and tells nobody.
  replica.replication.link.acknowledge = () => {}
  network.run(8000)
  expect(primary.log.join('\n')).toContain('Disconnecting timedout replica (streaming sync)')
})
