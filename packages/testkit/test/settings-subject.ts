import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { defineConnector } from '@millrace/core/plugin'
import type { Connector } from '@millrace/core/plugin'
import type { SourceUnderTest } from '../src/source-suite/source-under-test.ts'
import { secretKey, syntheticSubject } from './synthetic-subject.ts'

interface Schema {
  optional(): Schema
  min(length: number): Schema
  meta(meta: Readonly<Record<string, unknown>>): Schema
}

/** The part of zod that is used here. It is taken from the place where the core finds it. */
interface Zod {
  readonly z: {
    string(): Schema
    object(shape: Readonly<Record<string, Schema>>): Connector['settings']
  }
}

const coreRequire = createRequire(new URL('../../core/package.json', import.meta.url))
const { z } = (await import(pathToFileURL(coreRequire.resolve('zod')).href)) as Zod

/** A subject with a connector. `isMarked`: whether its secret carries the mark. */
export function settingsSubject({ isMarked = true }: { readonly isMarked?: boolean } = {}): SourceUnderTest {
  const subject = syntheticSubject()
  const apiKey = z.string().min(5)
  return {
    ...subject,
    settings: {
      connector: defineConnector({
        name: 'synthetic',
        title: 'Synthetic',
        settings: z.object({
          apiKey: isMarked ? apiKey.meta({ isSecret: true }).optional() : apiKey,
          region: z.string(),
        }),
        connect: () => subject.source,
      }),
      valid: { apiKey: secretKey, region: 'eu' },
      invalid: [
        { settings: { apiKey: 'x', region: 'eu' }, path: 'apiKey' },
        { settings: { apiKey: secretKey, region: 7 }, path: 'region' },
      ],
      secret: ['apiKey'],
    },
  }
}
