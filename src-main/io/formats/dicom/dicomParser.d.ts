// Its types name exports that Node's ES modules do not see: the library is CommonJS, so that all of it comes as the default.
declare module 'dicom-parser' {
  const dicomParser: { readonly parseDicom: typeof parseDicom }
  export default dicomParser
}
