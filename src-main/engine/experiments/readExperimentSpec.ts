import { readFile } from 'node:fs/promises'
import { parseDocument } from 'yaml'
import { SlicewrightError } from '../../domain/errors'
import { parseExperimentSpec, type ExperimentSpec, type KnownIds } from '../../domain/experiment/experimentSpec'

/**
 * Reads an experiment spec. JSON is YAML too, so one parser reads both.
 * @throws SlicewrightError FILE_NOT_FOUND, or SPEC_INVALID with the line of a syntax error or the fields that are wrong
 */
export async function readExperimentSpec({ path, known }: { path: string; known: KnownIds }): Promise<ExperimentSpec> {
  const document = parseDocument(await readText(path), { uniqueKeys: true })
  const [syntaxError] = document.errors
  if (syntaxError !== undefined)
    throw new SlicewrightError('SPEC_INVALID', `${path} is neither YAML nor JSON: ${syntaxError.message}`, {
      details: { path, line: syntaxError.linePos?.[0].line ?? null },
      cause: syntaxError,
    })
  return parseExperimentSpec({ value: document.toJS(), known })
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new SlicewrightError(
      'FILE_NOT_FOUND',
      `No experiment spec can be read at ${path}. Give the path of a YAML or JSON file, for example resources/experiments/smoke.yaml.`,
      { details: { path }, cause: error },
    )
  }
}
