/** Brings `openapi.json` up to date with the routes. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toOpenApi } from '../src/openapi/to-openapi.ts'
import { allRoutes } from '../src/routes/all-routes.ts'

const document = toOpenApi(allRoutes, { basePath: '' })
writeFileSync(join(import.meta.dirname, '../openapi.json'), `${JSON.stringify(document, undefined, 2)}\n`)
