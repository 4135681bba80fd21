/** Every tag of SPDX 2.2 and 2.3 (clauses 6 to 13 of the specification), by the section that it belongs to. */

export type Section = 'document' | 'package' | 'file' | 'snippet' | 'license' | 'review';

/** The tag with which each section begins; the document's own comes first in the file. */
export const SECTION_OF_FIRST_TAG: ReadonlyMap<string, Section> = new Map([
  ['PackageName', 'package'],
  ['FileName', 'file'],
  ['SnippetSPDXID', 'snippet'],
  ['LicenseID', 'license'],
  ['Reviewer', 'review'],
]);

export const SECTION_TAGS: Readonly<Record<Section, ReadonlySet<string>>> = {
  document: new Set([
    ...['SPDXVersion', 'DataLicense', 'SPDXID', 'DocumentName', 'DocumentNamespace', 'ExternalDocumentRef'],
    ...['LicenseListVersion', 'Creator', 'Created', 'CreatorComment', 'DocumentComment'],
  ]),
  package: new Set([
    ...['PackageName', 'SPDXID', 'PackageVersion', 'PackageFileName', 'PackageSupplier', 'PackageOriginator'],
    ...['PackageDownloadLocation', 'FilesAnalyzed', 'PackageVerificationCode', 'PackageChecksum'],
    ...['PackageHomePage', 'PackageSourceInfo', 'PackageLicenseConcluded', 'PackageLicenseInfoFromFiles'],
    ...['PackageLicenseDeclared', 'PackageLicenseComments', 'PackageCopyrightText', 'PackageSummary'],
    ...['PackageDescription', 'PackageComment', 'ExternalRef', 'ExternalRefComment'],
    ...['PackageAttributionText', 'PrimaryPackagePurpose', 'BuiltDate', 'ReleaseDate', 'ValidUntilDate'],
  ]),
  file: new Set([
    ...['FileName', 'SPDXID', 'FileType', 'FileChecksum', 'LicenseConcluded', 'LicenseInfoInFile'],
    ...['LicenseComments', 'FileCopyrightText', 'FileComment', 'FileNotice', 'FileContributor'],
    ...['FileAttributionText', 'FileDependency', 'ArtifactOfProjectName', 'ArtifactOfProjectHomePage'],
    'ArtifactOfProjectURI',
  ]),
  snippet: new Set([
    ...['SnippetSPDXID', 'SnippetFromFileSPDXID', 'SnippetByteRange', 'SnippetLineRange'],
    ...['SnippetLicenseConcluded', 'LicenseInfoInSnippet', 'SnippetLicenseComments', 'SnippetCopyrightText'],
    ...['SnippetComment', 'SnippetName', 'SnippetAttributionText'],
  ]),
  license: new Set(['LicenseID', 'ExtractedText', 'LicenseName', 'LicenseCrossReference', 'LicenseComment']),
  review: new Set(['Reviewer', 'ReviewDate', 'ReviewComment']),
};

/** Relationships and annotations name the element that they are about, and may stand in any section. */
export const FREE_TAGS: ReadonlySet<string> = new Set([
  ...['Relationship', 'RelationshipComment', 'Annotator', 'AnnotationDate', 'AnnotationType', 'SPDXREF'],
  'AnnotationComment',
]);
