/*
 * Where Holdfast answers as Redis 7.2 does (and, for hashes, as later ones) and the real server beside it,
 * 7.0, answers otherwise; and the one departure of our own that shows. Each entry says what changed and
 * recognises exactly that difference; everything else is a failure. How scores are printed is in
 * doubles.ts.
 */
import { type Reply, show } from '../../support/reply.ts'
import type { Request } from './generate.ts'

interface Change {
  reason: string
  /** `request` is in capitals and joined by spaces; the replies are as show() writes them. */
  covers(request: string, theirs: string, ours: string): boolean
}

export const changes: Change[] = [
  {
    reason: '7.2 added CLIENT SETINFO and CLIENT NO-TOUCH',
    covers: (request, theirs, ours) =>
      /^CLIENT (SETINFO|NO-TOUCH)\b/.test(request) &&
      theirs.startsWith('-ERR unknown subcommand') &&
      !ours.startsWith('-ERR unknown subcommand'),
  },
  {
    reason: '7.2 has lists and sets as listpacks; encodings.test.ts says which',
    covers: (request, theirs, ours) =>
      request.startsWith('OBJECT ENCODING ') &&
      (theirs === '$quicklist' || theirs === '$hashtable') &&
      ours === '$listpack',
  },
  {
    reason: '7.2 makes the result of a set operation in the encoding of the sets it comes from',
    covers: (request, theirs, ours) =>
      /^OBJECT ENCODING STORED:\d$/.test(request) &&
      theirs === '$intset' &&
      (ours === '$listpack' || ours === '$hashtable'),
  },
  {
    reason: 'SORT makes a skip list of a sorted set; not here, where reading changes nothing (sort-key.ts)',
    covers: (request, theirs, ours) =>
      /^OBJECT ENCODING SORTED:\d$/.test(request) && theirs === '$skiplist' && ours === '$listpack',
  },
  {
    reason: '7.2 reads the range of BITCOUNT and BITPOS before it looks for the key',
    covers: (request, theirs, ours) =>
      /^BIT(COUNT|POS) /.test(request) &&
      (theirs === ':0' || theirs === ':-1' || theirs.startsWith('-WRONGTYPE')) &&
      (ours === '-ERR syntax error' || ours === '-ERR value is not an integer or out of range'),
  },
  {
    reason: '7.2 added ZRANK and ZREVRANK WITHSCORE',
    covers: (request, theirs, ours) =>
      /^Z(REV)?RANK /.test(request) &&
      /^-ERR wrong number of arguments for 'z(rev)?rank' command$/.test(theirs) &&
      !ours.includes('wrong number of arguments'),
  },
  {
    reason: '7.4 added HSCAN NOVALUES',
    covers: (request, theirs, ours) =>
      /^HSCAN .* NOVALUES\b/.test(request) && theirs === '-ERR syntax error' && ours !== theirs,
  },
  {
    reason: '7.2 refuses the one rank that has no opposite',
    covers: (request, _, ours) =>
      /^LPOS .* RANK -9223372036854775808\b/.test(request) &&
      ours === '-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807',
  },
  {
    reason: '7.2 tells a timeout that is too long; in 7.0 it overflows and seems negative',
    covers: (request, theirs, ours) =>
      /^B[LRZ]/.test(request) &&
      theirs === '-ERR timeout is negative' &&
      ours === '-ERR timeout is out of range' &&
      /\b(1E400|9223372036854775808|9223372036854775807|INF)\b/.test(request),
  },
]

export function changedSince70(argv: Request, theirs: Reply, ours: Reply): boolean {
  const request = argv.join(' ').toUpperCase()
  return changes.some(change => change.covers(request, show(theirs), show(ours)))
}
