/** CLIENT: the connections, seen from one of them. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { clientCaching } from './client-caching.ts'
import { clientGetname } from './client-getname.ts'
import { clientGetredir } from './client-getredir.ts'
import { clientHelp } from './client-help.ts'
import { clientId } from './client-id.ts'
import { clientInfo } from './client-info.ts'
import { clientKill } from './client-kill.ts'
import { clientList } from './client-list.ts'
import { clientNoEvict } from './client-no-evict.ts'
import { clientNoTouch } from './client-no-touch.ts'
import { clientPause } from './client-pause.ts'
import { clientReply } from './client-reply.ts'
import { clientSetinfo } from './client-setinfo.ts'
import { clientSetname } from './client-setname.ts'
import { clientTracking } from './client-tracking.ts'
import { clientTrackinginfo } from './client-trackinginfo.ts'
import { clientUnblock } from './client-unblock.ts'
import { clientUnpause } from './client-unpause.ts'

export const client = command<CommandContext>({
  name: 'CLIENT',
  group: 'connection',
  since: '2.4.0',
  arity: -2,
  summary: 'A container for client connection commands',
  complexity: 'Depends on subcommand.',
  flags: ['sentinel'],
  subcommands: [
    clientCaching,
    clientGetname,
    clientGetredir,
    clientHelp,
    clientId,
    clientInfo,
    clientKill,
    clientList,
    clientNoEvict,
    clientNoTouch,
    clientPause,
    clientReply,
    clientSetinfo,
    clientSetname,
    clientTracking,
    clientTrackinginfo,
    clientUnblock,
    clientUnpause,
  ],
})
