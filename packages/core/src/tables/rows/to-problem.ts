import { MillraceError } from '../../contract/errors/millrace-error.ts'
import { findFault } from './find-fault.ts'
import { Rejection } from '../rejection.ts'
import type { Problem } from '../table-engine.ts'

/** The problem behind what was thrown while a record was read. Errors that are not the record's fault are thrown on. */
export function toProblem(error: unknown, record: unknown, maxNesting: number): Problem {
  if (MillraceError.isInstance(error)) throw error
  if (error instanceof Rejection && error.code !== 'too_deep') return error.toProblem()
  const fault = findFault(record, maxNesting)
  const fallback = error instanceof Rejection ? error : new Rejection('getter_threw', '')
  return (fault ?? fallback).toProblem()
}
