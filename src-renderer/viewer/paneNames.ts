export const SLICE_PANES = ['axial', 'sagittal', 'coronal'] as const
export type SlicePaneName = (typeof SLICE_PANES)[number]

/** Radiological: the patient's right on the left of the screen. Neurological: the patient's left there. */
export const DISPLAY_CONVENTIONS = ['radiological', 'neurological'] as const
export type DisplayConvention = (typeof DISPLAY_CONVENTIONS)[number]
