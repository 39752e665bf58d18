import { pick, seededRandom } from './random.ts'

/** A price, as the API gives it. */
interface Money {
  readonly amount: number
  readonly currency: 'EUR'
}

export interface Project {
  readonly id: string
  readonly name: string
  readonly isActive: boolean
  readonly client: {
    readonly id: string
    readonly name: string
    readonly address: { readonly city: string; readonly country: string }
  }
  readonly budget: { readonly hours: number; readonly amount: Money | null }
  readonly rates: { readonly standard: Money; readonly weekend: Money | null }
  readonly milestones: readonly {
    readonly name: string
    readonly dueOn: string
    readonly deliverables: readonly string[]
  }[]
}

export interface User {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly contract: { readonly hoursPerWeek: number; readonly startedOn: string }
  readonly memberships: readonly { readonly projectId: string; readonly role: string; readonly rate: Money | null }[]
  readonly tags: readonly string[]
}

const clients = [
  { id: 'cl_1', name: 'Northwind Logistics', address: { city: 'Hamburg', country: 'DE' } },
  { id: 'cl_2', name: 'Brightwater Energy', address: { city: 'Aarhus', country: 'DK' } },
  { id: 'cl_3', name: 'Larkspur Health', address: { city: 'Utrecht', country: 'NL' } },
  { id: 'cl_4', name: 'Tallow & Finch', address: { city: 'Leeds', country: 'GB' } },
]
const products = ['Customer portal', 'Mobile app', 'Data platform', 'Website', 'Billing', 'Internal tools']
const milestoneNames = ['Concept', 'Prototype', 'First release', 'Handover']
const deliverables = ['click dummy', 'test report', 'source code', 'manual', 'training', 'load test']
const people = [
  'Ada Moreno',
  'Ben Okafor',
  'Carla Weiss',
  'Deniz Aydin',
  'Elin Berg',
  'Farid Haddad',
  'Greta Lund',
  'Hugo Martin',
  'Ines Costa',
  'Jonas Keller',
  'Kaya Novak',
  'Liam Byrne',
  'Mira Shah',
  'Noah Visser',
  'Olga Petrova',
  'Pablo Ruiz',
  'Quinn Walsh',
  'Rosa Marchetti',
]
const skills = ['backend', 'frontend', 'design', 'on-call', 'first-aid', 'part-time']
const roles = ['developer', 'designer', 'lead', 'tester']

/** The projects and users of a small software agency. Always the same. */
export function makeAgency(): { readonly projects: readonly Project[]; readonly users: readonly User[] } {
  const random = seededRandom(1)
  const projects = clients.flatMap((client, index) =>
    products.map((product, offset) => makeProject({ number: index * products.length + offset + 1, client, product })),
  )
  return { projects, users: people.map((name, index) => makeUser(name, index + 1)) }

  function makeProject({ number, client, product }: { number: number; client: Project['client']; product: string }) {
    const hours = 200 + Math.floor(random() * 20) * 40
    const rate = 85 + Math.floor(random() * 10) * 5
    return {
      id: `pr_${pad(number)}`,
      name: `${client.name} ${product}`,
      isActive: random() < 0.8,
      client,
      budget: { hours, amount: random() < 0.5 ? euros(hours * rate) : null },
      rates: { standard: euros(rate), weekend: random() < 0.3 ? euros(rate * 1.5) : null },
      milestones: milestoneNames.slice(0, 1 + Math.floor(random() * 4)).map((name, index) => ({
        name,
        dueOn: `2024-${pad(index * 3 + 3)}-${pad(1 + Math.floor(random() * 28))}`,
        deliverables: deliverables.filter(() => random() < 0.35),
      })),
    }
  }

  function makeUser(name: string, number: number): User {
    return {
      id: `us_${pad(number)}`,
      name,
      email: `${name.toLowerCase().replace(' ', '.')}@agency.example`,
      contract: { hoursPerWeek: pick([24, 32, 40], random), startedOn: `20${pad(12 + (number % 10))}-04-01` },
      memberships: projects
        .filter(() => random() < 0.2)
        .map(({ id }) => ({ projectId: id, role: pick(roles, random), rate: random() < 0.3 ? euros(120) : null })),
      tags: skills.filter(() => random() < 0.3),
    }
  }
}

function euros(amount: number): Money {
  return { amount, currency: 'EUR' }
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
