// list-compress-depth: which nodes of a list are compressed, and that nobody notices.
import { describe, expect, it } from 'vitest'
import { config } from '../../../../server/commands/server/config/config.ts'
import { debug } from '../../../../server/commands/server/debug/debug.ts'
import { ServerRoom } from '../server-room.ts'

/** Nodes are of two elements. */
function room(): ServerRoom {
  const room = new ServerRoom({ 'list-max-listpack-size': '2' }, [config, debug])
  room.server.store.put('enable-debug-command', ['yes'])
  return room
}

/** An element that is worth compressing. */
const long = (name: string): string => name.repeat(40)

const names = (...all: string[]): string => all.map(long).join(' ')

/** The list's nodes: `-` for each that is as it is, `z` for one that is compressed. */
function nodes({ server }: ServerRoom, key = 'l'): string {
  const { databases, others } = server.keyspace
  const db = databases[0]!
  db.writeKey(Buffer.from(key), 0, key.length)
  others.lists.open(db)
  const { quicklist } = others.lists
  const { node } = quicklist
  let shape = ''
  for (let ref = quicklist.head; ref !== 0; ref = node.next) {
    node.skim(ref)
    shape += node.packedLength > 0 ? 'z' : '-'
  }
  return shape
}

describe('list-compress-depth', () => {
  it('is taken by lists that are made from then on', () => {
    const r = room()
    r.say(`RPUSH l ${names('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')}`)
    expect(r.say('CONFIG SET list-compress-depth 1')).toBe('+OK')
    r.say(`RPUSH m ${names('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')}`)
    r.say('CONFIG SET list-compress-depth 2')
    r.say(`RPUSH l ${names('i', 'j')}`)
    r.say(`RPUSH m ${names('i', 'j')}`)
    r.say('COPY m n')
    r.say(`RPUSH o ${names('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j')}`)
    expect(['l', 'm', 'n', 'o'].map(key => nodes(r, key))).toEqual(['-----', '-zzz-', '-zzz-', '--z--'])
    expect(r.say('LRANGE n 0 -1')).toBe(r.say('LRANGE l 0 -1'))
    expect(r.say('DEBUG DIGEST-VALUE m')).toBe(r.say('DEBUG DIGEST-VALUE l'))
    expect(r.say('DEBUG OBJECT l')).toMatch(/ ql_nodes:5 .* ql_compressed:0 ql_uncompressed_size:455$/)
    expect(r.say('DEBUG OBJECT m')).toMatch(/ ql_nodes:5 .* ql_compressed:1 ql_uncompressed_size:455$/)
  })

  it('leaves compressed nodes as they are when they are read', () => {
    const r = room()
    r.say('CONFIG SET list-compress-depth 1')
    r.say(`RPUSH l ${names('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')}`)
    expect(r.say('LRANGE l 2 4')).toBe(`["${long('c')}" "${long('d')}" "${long('e')}"]`)
    expect(r.say('LINDEX l -4')).toBe(`"${long('e')}"`)
    expect(r.say(`LPOS l ${long('f')} RANK -1`)).toBe(':5')
    expect(r.say('SORT l ALPHA DESC LIMIT 3 2')).toBe(`["${long('e')}" "${long('d')}"]`)
    expect(nodes(r)).toBe('-zz-')
  })

  it('holds while elements come and go inside', () => {
    const r = room()
    r.say('CONFIG SET list-compress-depth 1')
    r.say(`RPUSH l ${names('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')}`)
    expect(r.say(`LINSERT l BEFORE ${long('d')} ${long('x')}`)).toBe(':9')
    expect(nodes(r)).toBe('-zzz-')
    expect(r.say(`LSET l 3 ${long('y')}`)).toBe('+OK')
    expect(nodes(r)).toBe('-zzz-')
    // A node with little in it is not worth it.
    expect(r.say('LSET l 4 d')).toBe('+OK')
    expect(nodes(r)).toBe('-z-z-')
    expect(r.say(`LREM l 0 ${long('e')}`)).toBe(':1')
    expect(r.say(`LREM l -1 ${long('y')}`)).toBe(':1')
    expect(r.say('LRANGE l 0 -1')).toBe(
      `["${['a', 'b', 'c'].map(long).join('" "')}" "d" "${['f', 'g', 'h'].map(long).join('" "')}"]`,
    )
    expect(nodes(r)).toBe('-z-z-')
    expect(r.say('LTRIM l 1 -2')).toBe('+OK')
    expect(nodes(r)).toBe('-z-z-')
    expect(r.say('LTRIM l 1 -2')).toBe('+OK')
    expect(nodes(r)).toBe('---')
  })

  it('holds while the ends move', () => {
    const r = room()
    r.say('CONFIG SET list-compress-depth 2')
    r.say(`RPUSH l ${names('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l')}`)
    expect(nodes(r)).toBe('--zz--')
    r.say(`LPUSH l ${long('z')}`)
    expect(nodes(r)).toBe('--zzz--')
    expect(r.say('LPOP l 3')).toBe(`["${['z', 'a', 'b'].map(long).join('" "')}"]`)
    expect(nodes(r)).toBe('--z--')
    r.say('LMOVE l l RIGHT LEFT')
    r.say('LMOVE l l RIGHT LEFT')
    expect(nodes(r)).toBe('--z--')
    r.say('RPOP l 2')
    expect(nodes(r)).toBe('----')
    expect(r.say('LINDEX l 2')).toBe(`"${long('c')}"`)
  })

  it('makes no difference to DUMP', () => {
    const r = room()
    r.say(`RPUSH l ${names('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')}`)
    r.say('CONFIG SET list-compress-depth 1')
    const payload = r
      .raw(['DUMP', 'l'])
      .replace(/^.*\r\n/, '')
      .slice(0, -2)
    expect(r.say('DEL l')).toBe(':1')
    expect(r.raw(['RESTORE', 'l', '0', payload])).toBe('+OK\r\n')
    expect(nodes(r)).toBe('-zz-')
    expect(r.raw(['DUMP', 'l'])).toBe(`$${payload.length}\r\n${payload}\r\n`)
  })
})
