import { z } from 'zod'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import { SourceError } from '../../contract/errors/source-error.ts'
import type { JsonValue } from '../../contract/json.ts'
import { answerPlace, readAnswer } from './answer-place.ts'
import type { AnswerPlace } from './answer-place.ts'
import { checkOptions } from './check-options.ts'
import { findLink } from './find-link.ts'
import type { PageTurn, Paginator, TurnedPage } from './paginator.ts'
import { refused } from './read-position.ts'

/** What `byLink` takes. */
export interface LinkOptions {
  /** The relation in the header `Link`. Default `next`. */
  readonly rel?: string
  /** In place of the header `Link`: where the URL of the next page stands: `links.next`. */
  readonly url?: AnswerPlace
  /** Hosts besides that of the client's `baseUrl` to which a link may lead: `eu.api.example.com`. Default: none. */
  readonly hosts?: readonly string[]
}

/** Pages of which each links to the next one. Links to another host are refused. Needs the `baseUrl` of the client. */
export function byLink(options: LinkOptions = {}): Paginator {
  checkOptions('byLink', shape, options)
  if (options.rel !== undefined && options.url !== undefined) throw rulesOut()
  return {
    followsLinks: true,
    begin: (position) => (position === undefined ? { position: {} } : turnTo(urlOf(position))),
    next: (page) => {
      const link = readLink(page, options)
      return link === undefined ? undefined : turnTo(resolveLink(link, page, options.hosts ?? []))
    },
  }
}

function readLink(page: TurnedPage, { rel = 'next', url }: LinkOptions): string | undefined {
  if (url === undefined) return findLink(page.headers.get('link') ?? '', rel)
  const value = readAnswer(page, url)
  return typeof value === 'string' ? value : undefined
}

/** As a whole URL. What a link says of protocol, user and fragment is not followed. */
function resolveLink(link: string, { path, baseUrl = '', name }: TurnedPage, hosts: readonly string[]): string {
  const base = new URL(baseUrl)
  const from = URL.canParse(path) ? path : `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
  if (!URL.canParse(link, from)) throw badLink(`${name} gives a link to the next page that is no URL`)
  const url = new URL(link, from)
  if (url.host !== base.host && !hosts.includes(url.host)) {
    throw badLink(`${name} links to another host, ${url.host}; name it in \`hosts\` of byLink if that is right`)
  }
  url.protocol = base.protocol
  url.username = ''
  url.password = ''
  url.hash = ''
  return url.href
}

function badLink(message: string): SourceError {
  return new SourceError({ code: 'rest_bad_link', message })
}

function turnTo(url: string): PageTurn {
  return { position: { url }, url }
}

function urlOf(position: JsonValue): string {
  const url: unknown = typeof position === 'object' && position !== null ? Reflect.get(position, 'url') : undefined
  if (typeof url !== 'string') throw refused()
  return url
}

function rulesOut(): InvalidOptionsError {
  return new InvalidOptionsError([{ path: 'byLink', message: 'takes one of `rel` and `url`, not both' }])
}

const shape: Readonly<Record<keyof LinkOptions, z.ZodType>> = {
  rel: z.string().min(1).optional(),
  url: answerPlace.optional(),
  hosts: z.array(z.string().min(1)).optional(),
}
