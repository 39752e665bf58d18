import { contractVersion } from '@millrace/core/plugin'
import { demand } from '../suite.ts'
import type { SourceGroup } from '../suite.ts'
import { unmarkedSecrets } from '../unmarked-secrets.ts'

/** Whether a connector's settings can be checked, stored and shown as a form. */
export function settingsGroup({ test, expect }: SourceGroup): void {
  test(
    'the connector carries the contract, a name and a title',
    async ({ subject }) => {
      const { connector } = demand(subject.settings, 'settings', 'settings')
      expect(connector.contract).toBe(contractVersion)
      expect(connector.name).toMatch(/^[a-z][a-z0-9_-]*$/)
      expect(connector.title).toMatch(/\S/)
    },
    ['settings'],
  )

  test(
    'good settings are accepted, and make a source of the same name',
    async ({ subject }) => {
      const { connector, valid } = demand(subject.settings, 'settings', 'settings')
      const result = await connector.settings['~standard'].validate(valid)
      expect(result.issues).toBeUndefined()
      if (result.issues === undefined) expect(connector.connect(result.value).name).toBe(connector.name)
    },
    ['settings'],
  )

  test(
    'bad settings are refused, and the refusal names the place',
    async ({ subject }) => {
      const { connector, invalid } = demand(subject.settings, 'settings', 'settings')
      expect(invalid).not.toHaveLength(0)
      const problems: string[] = []
      for (const { settings, path } of invalid) {
        const { issues } = await connector.settings['~standard'].validate(settings)
        const named = (issues ?? []).map((issue) => formatIssuePath(issue.path ?? []))
        if (issues === undefined) problems.push(`settings that are wrong at '${path}' are accepted`)
        else if (!named.includes(path)) problems.push(`what is wrong at '${path}' is reported at '${named.join(', ')}'`)
      }
      expect(problems).toEqual([])
    },
    ['settings'],
  )

  test(
    'secrets are marked as such',
    async ({ subject }) => {
      const { connector, secret } = demand(subject.settings, 'settings', 'settings')
      expect(unmarkedSecrets(connector.settings, secret)).toEqual([])
    },
    ['settings'],
  )
}

function formatIssuePath(path: readonly (PropertyKey | { readonly key: PropertyKey })[]): string {
  return path
    .map((step) => (typeof step === 'object' ? step.key : step))
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('')
}
