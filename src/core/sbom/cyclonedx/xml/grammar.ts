/**
 * An XML schema (W3C XML Schema 1.0) reduced to what decides whether a document is valid. The CycloneDX schemas are
 * brought into this form by `scripts/generate-sbom-schemas.ts`, which refuses any construct that has no place here.
 */

/** `xs:string`, `spdx:licenseId`, the name of a type of the grammar, or a type without a name. */
export type TypeRef = string | SimpleType | ComplexType;

export interface XmlGrammar {
  readonly namespace: string;
  readonly root: { readonly name: string; readonly type: TypeRef };
  readonly types: { readonly [name: string]: SimpleType | ComplexType };
}

/** A text: of one of several types, or of a base type within limits (lengths count code points). */
export type SimpleType = { readonly union: readonly TypeRef[] } | RestrictedType;

export interface RestrictedType {
  readonly base: TypeRef;
  readonly enum?: readonly string[];
  /** A regular expression of ECMAScript with the `u` flag, anchored. */
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** An element with attributes, and with a text, or with elements, or with both mixed. */
export interface ComplexType {
  readonly attributes?: { readonly [name: string]: AttributeUse };
  /** Whether attributes of other namespaces, or any at all, may stand beside these. */
  readonly anyAttribute?: 'other' | 'any';
  readonly text?: TypeRef;
  readonly content?: Particle;
  readonly mixed?: true;
}

export interface AttributeUse {
  readonly type: TypeRef;
  readonly required?: true;
}

/** What may stand in an element's content. Without `min` and `max`: exactly once. */
export type Particle = { readonly min?: 0; readonly max?: 'unbounded' } & (
  | { readonly element: string; readonly type: TypeRef; readonly mayBeEmpty?: true }
  | { readonly sequence: readonly Particle[] }
  | { readonly choice: readonly Particle[] }
  /** Any element of another namespace; its content is not looked at. */
  | { readonly anyOther: true }
);
