/*
 * Finds out which ports are taken, before anything is started.
 */
import { connect, createServer } from 'node:net'
import { host, type Node } from './layout.ts'

/** @returns one line per taken port, naming the port and who wanted it */
export async function busyPorts(nodes: Node[]): Promise<string[]> {
  const wanted = nodes.flatMap(node => [
    { port: node.port, who: node.name },
    { port: node.controlPort, who: `the control plane of ${node.name}` },
  ])
  const busy: string[] = []
  for (const { port, who } of wanted) {
    if ((await answers(port)) || !(await canListen(port))) {
      busy.push(`Port ${port}, wanted for ${who}, is already in use on ${host}.`)
    }
  }
  return busy
}

/** Some systems let a second program listen on loopback while another holds the port on all addresses. */
function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function canListen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host, port }, () => server.close(() => resolve(true)))
  })
}
