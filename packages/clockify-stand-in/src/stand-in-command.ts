import { parseArgs } from 'node:util'
import type { Clockify } from './clockify.ts'
import { startClockify } from './start-clockify.ts'
import type { Plan } from './world/plans.ts'

const plans: readonly Plan[] = ['FREE', 'BASIC', 'STANDARD', 'PRO', 'ENTERPRISE']

const usage = `Starts a local server of the Clockify API, for trying by hand.

    node packages/clockify-stand-in/src/main.ts [--entries <n>] [--users <n>] [--projects <n>] [--from <date>] [--to <date>]
        [--seed <n>] [--port <n>] [--zone <zone>] [--plan FREE|BASIC|STANDARD|PRO|ENTERPRISE]

Without any of the first six the world is the small one of the samples.
`

/** Starts what the arguments ask for and prints how to reach it; nothing is started for `--help`. */
export async function standInCommand(
  args: readonly string[],
  print: (text: string) => void,
): Promise<Clockify | undefined> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      entries: { type: 'string' },
      users: { type: 'string' },
      projects: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      seed: { type: 'string' },
      port: { type: 'string' },
      zone: { type: 'string' },
      plan: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    print(usage)
    return undefined
  }
  const plan = plans.find((candidate) => candidate === values.plan)
  if (values.plan !== undefined && plan === undefined) throw new Error(`--plan is one of ${plans.join(', ')}`)
  const scale = {
    ...number('entries', values.entries),
    ...number('users', values.users),
    ...number('projects', values.projects),
    ...number('seed', values.seed),
    ...(values.from === undefined ? {} : { from: values.from }),
    ...(values.to === undefined ? {} : { to: values.to }),
  }
  const clockify = await startClockify({
    seed: Object.keys(scale).length === 0 ? 'samples' : scale,
    ...number('port', values.port),
    ...(values.zone === undefined ? {} : { zone: values.zone }),
    ...(plan === undefined ? {} : { plan }),
  })
  print(describeServer(clockify))
  return clockify
}

function number<Name extends string>(name: Name, text: string | undefined): { readonly [K in Name]?: number } {
  if (text === undefined) return {}
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} is a whole number, not '${text}'`)
  return { [name]: value } as { readonly [K in Name]: number }
}

function describeServer({ apiBaseUrl, reportsBaseUrl, auditBaseUrl, keys, world }: Clockify): string {
  const workspaces = world.workspaces().map(({ record }) => `${record.id} ${record.name}`)
  return `api        ${apiBaseUrl}
reports    ${reportsBaseUrl}
audit log  ${auditBaseUrl}

owner      X-Api-Key: ${keys.owner}
admin      X-Api-Key: ${keys.admin}
member     X-Api-Key: ${keys.member}
add-on     X-Addon-Token: ${keys.addonToken}

workspaces ${workspaces.join('\n           ')}

curl -H 'X-Api-Key: ${keys.owner}' ${apiBaseUrl}/workspaces/${world.workspace().id}/users
`
}
