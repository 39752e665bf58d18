import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pgliteStore } from '@millrace/manager'
import { expect, onTestFinished, test } from 'vitest'
import { apiKeys } from '../src/index.ts'
import { openServer } from './support/open-server.ts'

test('keys and idempotency answers are kept in a database, too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-server-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const server = await openServer({}, { store: pgliteStore({ folder }) })
  const { id, key } = await apiKeys(server.manager).create({ name: 'first' })
  const pipeline = await server.built()
  const headers = { 'idempotency-key': 'once' }
  const asked = Array.from({ length: 5 }, () => server.ask(`POST /pipelines/${pipeline}/runs`, { key, headers }))
  const answers = await Promise.all(asked)
  expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([])
  const { json } = await server.ask(`POST /pipelines/${pipeline}/runs`, { key, headers })
  const run = await server.ended((json as { readonly id: number }).id)
  expect(run.state).toBe('succeeded')
  expect((await server.ask('GET /v1/pipelines/runs', { key })).json).toMatchObject({ runs: [{ id: run.id }] })
  // Ids that are made of digests do not disturb those that follow.
  const second = await apiKeys(server.manager).create({ name: 'second' })
  expect((await server.ask('GET /v1/pipelines/runs', { key: second.key })).status).toBe(200)
  await apiKeys(server.manager).revoke(id)
  expect((await server.ask('GET /v1/pipelines/runs', { key })).status).toBe(401)
})
