/** The commands on positions, which are scores of sorted sets. */
import type { Command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { geoadd } from './geoadd.ts'
import { geodist } from './geodist.ts'
import { geohash } from './geohash.ts'
import { geopos } from './geopos.ts'
import { georadius } from './georadius.ts'
import { georadiusRo } from './georadius-ro.ts'
import { georadiusbymember } from './georadiusbymember.ts'
import { georadiusbymemberRo } from './georadiusbymember-ro.ts'
import { geosearch } from './geosearch.ts'
import { geosearchstore } from './geosearchstore.ts'

export const geoCommands: Command<ServerContext>[] = [
  geoadd,
  geodist,
  geohash,
  geopos,
  georadius,
  georadiusRo,
  georadiusbymember,
  georadiusbymemberRo,
  geosearch,
  geosearchstore,
]
