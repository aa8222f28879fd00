// What Redis 7.2 has and the real server beside us, 7.0, has not yet: held with Holdfast alone.
import { beforeAll, test } from 'vitest'
import { converse } from '../support/conversation.ts'
import { type ServerProcess, startHoldfast } from '../support/servers.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startHoldfast()
})

test('CLIENT SETINFO names the library of a connection', () =>
  converse(
    server,
    `
    > CLIENT SETINFO LIB-NAME redis-py
    +OK
    > CLIENT SETINFO lib-ver 1.2.3
    +OK
    > CLIENT INFO
    /.* lib-name=redis-py lib-ver=1.2.3.*/
    > CLIENT SETINFO lib-ver "a b"
    -ERR lib-ver cannot contain spaces, newlines or special characters.
    > CLIENT SETINFO nosuch a
    -ERR Unrecognized option 'nosuch'
    > CLIENT SETINFO lib-ver
    -ERR wrong number of arguments for 'client|setinfo' command
    > CLIENT SETINFO lib-name ""
    +OK
    > CLIENT INFO
    /.* lib-name= lib-ver=1.2.3.*/
    > RESET
    +RESET
    > CLIENT INFO
    /.* lib-name= lib-ver=1.2.3.*/
  `,
  ))

test('CLIENT NO-TOUCH leaves the access time alone', () =>
  converse(
    server,
    `
    > CLIENT NO-TOUCH maybe
    -ERR syntax error
    > CLIENT NO-TOUCH on
    +OK
    > CLIENT INFO
    /.* flags=T .*/
    > CLIENT NO-TOUCH off
    +OK
    > CLIENT INFO
    /.* flags=N .* resp=2 .*/
  `,
  ))
