import { createHttpClient } from '@millrace/core/plugin'
import type {
  Fetch,
  HttpAnswer,
  HttpClient,
  HttpQuery,
  HttpRequest,
  JsonValue,
  StreamContext,
} from '@millrace/core/plugin'
import { isObject } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import type { ResolvedSettings } from '../settings.ts'
import { baseUrls } from './base-urls.ts'
import { explainFailure } from './explain-failure.ts'
import type { AskPage, ListRequest } from './list-reader.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import { WholeListReader } from './whole-list-reader.ts'

/** What a call belongs to. */
export type CallContext = Pick<StreamContext, 'signal' | 'logger'>

/** What a test or an app with a network of its own may hand in. */
export interface ClockifyTools {
  /** Default: the global one. */
  readonly fetch?: Fetch
  /** The most objects in a page of a list. Default: what Clockify allows. */
  readonly maxPageSize?: number
}

/** Asks Clockify, within one rate budget, and explains its refusals. */
export class ClockifyApi {
  readonly settings: ResolvedSettings
  /** Where it asks, for messages. */
  readonly place: string
  readonly #maxPageSize: number
  readonly #core: HttpClient
  readonly #reports: HttpClient
  readonly #trial: HttpClient

  constructor(settings: ResolvedSettings, { maxPageSize = 5_000, ...options }: ClockifyTools = {}) {
    this.settings = settings
    this.#maxPageSize = maxPageSize
    const { apiBaseUrl, reportsBaseUrl, region, requestsPerSecond, requestsPerHour } = settings
    const hosts = baseUrls(region)
    const shared = {
      ...options,
      credentials: credentialsOf(settings),
      budget: { requestsPerSecond, maxInFlight: 4, ...(requestsPerHour === undefined ? {} : { requestsPerHour }) },
    }
    this.place = apiBaseUrl ?? `region ${region}`
    this.#core = createHttpClient({ ...shared, baseUrl: apiBaseUrl ?? hosts.api })
    this.#reports = createHttpClient({ ...shared, baseUrl: reportsBaseUrl ?? hosts.reports })
    this.#trial = createHttpClient({ ...shared, baseUrl: apiBaseUrl ?? hosts.api, ...briefly })
  }

  async get(path: string, { signal, logger }: CallContext, query: HttpQuery = {}): Promise<JsonValue> {
    return (await this.#ask(this.#core, { path, query, signal, logger })).json()
  }

  /** For searches: nothing is changed by them. */
  async search(path: string, body: JsonValue, { signal, logger }: CallContext): Promise<JsonValue> {
    return (await this.#ask(this.#core, { path, method: 'POST', body, isRepeatable: true, signal, logger })).json()
  }

  /** A page of a report. */
  async report(path: string, body: JsonValue, { signal, logger }: CallContext): Promise<HttpAnswer> {
    return this.#ask(this.#reports, { path, method: 'POST', body, isRepeatable: true, signal, logger })
  }

  /**
   * The objects of a list, all of them also when it changes meanwhile: what does not come is not there. Nothing is asked for
   * before it is pulled.
   */
  async *wholeList(request: ListRequest, context: CallContext): AsyncGenerator<readonly ClockifyObject[]> {
    const reader = this.wholeListReader(request)
    const ask = this.askPage(context)
    for (let page = await reader.next(ask); page !== undefined; page = await reader.next(ask)) yield page
  }

  /** For lists that several streams pull from. */
  wholeListReader(request: ListRequest): WholeListReader {
    return new WholeListReader(this.#inBounds(request))
  }

  askPage({ signal, logger }: CallContext): AskPage {
    return (path, query) => this.#ask(this.#core, { path, query, signal, logger })
  }

  /** The objects of a list that Clockify does not page. */
  async listOnce(path: string, context: CallContext, query: HttpQuery = {}): Promise<readonly ClockifyObject[]> {
    const answer = await this.get(path, context, query)
    // What is no list must not pass for an empty one: all that stands would seem to be gone.
    if (!Array.isArray(answer)) throw unexpectedAnswer(path, 'list')
    return answer.filter(isObject)
  }

  /** Throws a refusal as it is, for those who read it themselves. */
  async ask(request: HttpRequest): Promise<HttpAnswer> {
    return this.#core.request(request)
  }

  /** The same without patience: somebody waits to learn whether the settings are right. */
  async try(request: HttpRequest): Promise<HttpAnswer> {
    return this.#trial.request(request)
  }

  #inBounds(request: ListRequest): ListRequest {
    return { ...request, pageSize: Math.min(request.pageSize ?? 5_000, this.#maxPageSize) }
  }

  async #ask(client: HttpClient, request: HttpRequest): Promise<HttpAnswer> {
    try {
      return await client.request(request)
    } catch (error) {
      throw explainFailure(error, request.path, this.place)
    }
  }
}

const briefly = { timeoutInMs: 20_000, retry: { maxRetries: 1, firstDelayInMs: 500, maxElapsedInMs: 20_000 } }

function credentialsOf({ apiKey, addonToken = '' }: ResolvedSettings): {
  readonly type: 'header'
  readonly name: string
  readonly value: string
} {
  return apiKey === undefined
    ? { type: 'header', name: 'X-Addon-Token', value: addonToken }
    : { type: 'header', name: 'X-Api-Key', value: apiKey }
}
