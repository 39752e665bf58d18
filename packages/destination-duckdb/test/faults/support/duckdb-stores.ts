import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { FaultStores, FaultSubject } from '@millrace/testkit'
import { duckdb } from '../../../src/index.ts'
import { faultReader } from './fault-reader.ts'

const settings = { memory_limit: '512MB' }

// A kill loses nothing of what the system has taken, be it in memory or on a disk; memory is faster.
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Files that are opened by their path. They are free for other processes as soon as all sessions are closed. */
export const duckdbFiles: FaultStores = {
  create: createFile,
  async open(path): Promise<FaultSubject> {
    const instance = await DuckDBInstance.fromCache(path, settings)
    const destination = duckdb({ path })
    return { destination, reader: faultReader(instance, destination), close: () => instance.closeSync() }
  },
  remove: removeFile,
}

/** Files that are let go of whatever happened, as when their process dies: sessions lose their connections. */
export const duckdbInstances: FaultStores = {
  create: createFile,
  async open(path): Promise<FaultSubject> {
    const instance = await DuckDBInstance.create(path, settings)
    const connections: DuckDBConnection[] = []
    const watched = new Proxy(instance, {
      get: (target, name) => (name === 'connect' ? connect : Reflect.get(target, name, target)),
    })
    const connect = async (): Promise<DuckDBConnection> => {
      const connection = await instance.connect()
      connections.push(connection)
      return connection
    }
    const destination = duckdb({ instance: watched })
    return {
      destination,
      reader: faultReader(instance, destination),
      close() {
        for (const connection of connections) connection.closeSync()
        instance.closeSync()
      },
    }
  },
  remove: removeFile,
}

async function createFile(): Promise<string> {
  return join(await mkdtemp(join(folder, 'millrace-faults-')), 'faults.duckdb')
}

async function removeFile(path: string): Promise<void> {
  await rm(dirname(path), { recursive: true, force: true })
}
