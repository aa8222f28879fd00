/*
 * Where Holdfast answers as Redis 7.2 does and the real server beside it, 7.0, answers otherwise. Each entry
 * says what 7.2 changed and recognises exactly that difference; everything else is a failure.
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
]

export function changedSince70(argv: Request, theirs: Reply, ours: Reply): boolean {
  const request = argv.join(' ').toUpperCase()
  return changes.some(change => change.covers(request, show(theirs), show(ours)))
}
