import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toOpenApi } from '../src/openapi/to-openapi.ts'
import { allRoutes } from '../src/routes/all-routes.ts'
import { openServer } from './support/open-server.ts'

const file = join(import.meta.dirname, '../openapi.json')
const checkedIn = JSON.parse(readFileSync(file, 'utf8')) as object

test('openapi.json is what the routes say: write-openapi.ts brings it up to date', () => {
  expect(checkedIn).toEqual(JSON.parse(JSON.stringify(toOpenApi(allRoutes, { basePath: '' }))))
})

test('the document is served, and needs no key', async () => {
  const server = await openServer({ basePath: '/api' })
  const { status, json } = await server.ask('GET /api/openapi.json', { key: null })
  expect(status).toBe(200)
  expect(json).toEqual({ ...checkedIn, servers: [{ url: '/api' }] })
})

test('operations have names of their own', () => {
  const operations = allRoutes.map(({ operation }) => operation)
  expect(new Set(operations).size).toBe(operations.length)
})
