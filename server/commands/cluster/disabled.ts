/** What every command of cluster mode answers while `cluster-enabled` is no, after its arity was checked. */
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'

export function clusterDisabled({ reply }: { reply: ReplyWriter }): void {
  reply.error('ERR This instance has cluster support disabled')
}
