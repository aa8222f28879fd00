// The geo commands' syntax, for generated streams.
import { syntaxes } from '../streams/grammar.ts'

const unit = '(m|km|ft|mi|M|KM|FT|MI)'
const from = '(FROMMEMBER <place>|FROMLONLAT <longitude> <latitude>)'
const by = `(BYRADIUS <radius> ${unit}|BYBOX <length> <length> ${unit})`
const shown = '[WITHCOORD] [WITHDIST] [WITHHASH]'
const order = '[ASC|DESC] [COUNT <few> [ANY]]'

export const geoSyntaxes = syntaxes(`
  16 GEOADD <geo> (<longitude> <latitude> <place>)...
  3 GEOADD <geo> [NX|XX] [CH] (<longitude> <latitude> <place>)...
  0.3 GEOADD <geo> NX XX <longitude> <latitude> <place>
  3 GEODIST <geo> <place> <place> [m|km|ft|mi]
  0.2 GEODIST <geo> <place> <place> <junk>
  3 GEOPOS <geo> <place>...
  3 GEOHASH <geo> <place>...
  10 GEOSEARCH <geo> ${from} ${by} ${shown} ${order}
  0.5 GEOSEARCH <geo> [FROMMEMBER <place>] [FROMLONLAT <longitude> <latitude>] [BYRADIUS <radius> ${unit}] \
    [BYBOX <length> <length> ${unit}] [<junk>]
  5 GEOSEARCHSTORE <geo> <geo> ${from} ${by} ${order}
  0.3 GEOSEARCHSTORE <geo> <geo> ${from} ${by} WITHDIST
  4 GEORADIUS <geo> <longitude> <latitude> <radius> ${unit} ${shown} ${order}
  2 GEORADIUS <geo> <longitude> <latitude> <radius> ${unit} ${order} STORE <geo>
  0.3 GEORADIUS <geo> <longitude> <latitude> <radius> ${unit} WITHDIST STORE <geo>
  GEORADIUS_RO <geo> <longitude> <latitude> <radius> ${unit} ${shown} ${order}
  0.2 GEORADIUS_RO <geo> <longitude> <latitude> <radius> ${unit} STORE <geo>
  4 GEORADIUSBYMEMBER <geo> <place> <radius> ${unit} ${shown} ${order}
  2 GEORADIUSBYMEMBER <geo> <place> <radius> ${unit} ${order} STORE <geo>
  GEORADIUSBYMEMBER_RO <geo> <place> <radius> ${unit} ${shown} ${order}
  ZADD <geo> <float> <place>
  ZRANGE <geo> 0 -1 WITHSCORES
  ZREM <geo> <place>
  0.3 SET <geo> <value>
  0.5 DEL <geo>
  OBJECT ENCODING <geo>
`)
