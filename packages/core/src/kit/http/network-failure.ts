import type { AttemptFailure } from './failed-attempt.ts'
import { codeOf } from './safe-cause.ts'

/** The connection was never there, so nothing can have arrived. */
const neverConnected: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
])
const certificateProblem = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/
const decompressionProblem = /^(Z_|ERR__?BROTLI|ERR_PADDING|ERR_BROTLI)/

/** What an error means that `fetch` or the reading of a body threw. */
export function networkFailure(thrown: unknown): AttemptFailure {
  const code = findCode(thrown)
  const because = code === undefined ? '' : ` (${code})`
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return {
      code: 'http_timeout',
      problem: `did not answer in time${because}`,
      remedy: 'give it more time, or ask for less at once',
      mayPass: true,
      cause: thrown,
    }
  }
  if (code !== undefined && decompressionProblem.test(code)) {
    return {
      code: 'http_bad_body',
      problem: `sent a body that cannot be decompressed${because}`,
      remedy: 'a proxy on the way may have broken it',
      mayPass: true,
      cause: thrown,
    }
  }
  if (code !== undefined && certificateProblem.test(code)) {
    return {
      code: 'http_unreachable',
      problem: `has a certificate that is not trusted${because}`,
      remedy: 'check the address, or make the certificate known to Node by NODE_EXTRA_CA_CERTS',
      mayPass: false,
      cause: thrown,
    }
  }
  const didNothing = code !== undefined && neverConnected.has(code)
  return {
    code: 'http_unreachable',
    problem: didNothing ? `could not be reached${because}` : `broke the connection${because}`,
    remedy: didNothing ? 'check the address, and whether this machine gets there' : 'try again later',
    mayPass: true,
    didNothing,
    cause: thrown,
  }
}

/** `fetch` wraps what happened, and what happened may stand for several addresses that were tried. */
function findCode(thrown: unknown, depth = 0): string | undefined {
  if (depth > 4 || !(thrown instanceof Error)) return undefined
  const inner = thrown instanceof AggregateError ? thrown.errors[0] : thrown.cause
  return codeOf(thrown) ?? findCode(inner, depth + 1)
}
