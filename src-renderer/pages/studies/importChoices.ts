import type { SliceAxis } from '../../../src-main/domain/volume/slices'
import type { EngineClient } from '../../client/Host'

/** The form of an import: texts as they were typed. */
export interface ImportChoices {
  readonly datasetName: string
  readonly copyImages: boolean
  readonly channel: string
  readonly ignoreValue: string
  readonly mapping: string
  readonly sliceAxis: SliceAxis
  readonly allowUnlabelled: boolean
  readonly imageSuffix: string
  readonly labelSuffix: string
}

export const USUAL_CHOICES: ImportChoices = {
  datasetName: '',
  copyImages: false,
  channel: '',
  ignoreValue: '',
  mapping: '',
  sliceAxis: 'k',
  allowUnlabelled: false,
  imageSuffix: '',
  labelSuffix: '',
}

type ImportRequest = Parameters<EngineClient['studies']['import']>[0]

/** What the engine is asked for; fields that were left empty are left out. */
export function importRequest(folder: string, workspace: string, choices: ImportChoices): ImportRequest {
  const text = (name: 'datasetName' | 'mapping' | 'imageSuffix' | 'labelSuffix') =>
    choices[name].trim() === ''
      ? {}
      : { [name]: choices[name].replaceAll(/\s/g, name === 'mapping' ? '' : '$&').trim() }
  const whole = (name: 'channel' | 'ignoreValue') =>
    choices[name].trim() === '' ? {} : { [name]: Number(choices[name].trim()) }
  return {
    folder,
    workspace,
    copyImages: choices.copyImages,
    allowUnlabelled: choices.allowUnlabelled,
    sliceAxis: choices.sliceAxis,
    ...text('datasetName'),
    ...text('mapping'),
    ...text('imageSuffix'),
    ...text('labelSuffix'),
    ...whole('channel'),
    ...whole('ignoreValue'),
  }
}
