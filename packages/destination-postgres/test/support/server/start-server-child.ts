/** Starts a server, tells where it is, and does nothing more. */

import { startServer } from './start-server.ts'

const server = await startServer()
process.stdout.write(`${JSON.stringify(server)}\n`)
