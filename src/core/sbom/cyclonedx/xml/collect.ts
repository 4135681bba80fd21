/** Collects from the elements of a valid CycloneDX document what an SBOM is read for. */
import type { SbomComponent, SbomDependency, SbomSubject } from '../../component.ts';
import { type NamedValue, sourceOfProperties } from '../../generator-source.ts';
import { sha256OrNull, textOrNull } from '../../text.ts';
import { bomLinkOf } from '../bom-link.ts';
import type { ElementReceiver } from './validate.ts';
import { vulnerabilitiesOf, type XmlNode } from './vulnerabilities.ts';

export interface Collected {
  readonly subject: SbomSubject | null;
  readonly components: readonly SbomComponent[];
  readonly dependencies: readonly SbomDependency[];
  readonly bomLink: string | null;
  readonly vulnerabilities: readonly unknown[] | null;
}

/** What an open element does with its children and, in the end, with its text. */
interface Reader {
  open?(name: string, attributes: ReadonlyMap<string, string>): Reader | undefined;
  close?(text: string | null): void;
}

/** A component as far as it has been read; an empty text is one that is not there. */
interface Draft extends Record<'bomRef' | 'name' | 'version' | 'purl' | 'sha256', string> {
  readonly properties: NamedValue[];
}

const IGNORE: Reader = {};

export class Collector implements ElementReceiver {
  readonly #open: Reader[] = [];
  readonly #drafts: Draft[] = [];
  readonly #dependencies: SbomDependency[] = [];
  #bomLink: string | null = null;
  #described: Draft | null = null;
  #vulnerabilities: XmlNode | null = null;

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    const parent = this.#open.at(-1);
    const reader = parent === undefined ? this.#document(attributes) : parent.open?.(name, attributes);
    this.#open.push(reader ?? IGNORE);
  }

  close(text: string | null): void {
    this.#open.pop()?.close?.(text);
  }

  /** Everything, once the document has ended. The described artifact counts where it says which package it is. */
  collected(): Collected {
    const described = this.#described;
    const counted = this.#drafts.filter((draft) => draft !== described || textOrNull(draft.purl) !== null);
    return {
      subject: described && { ...componentOf(described), sha256: sha256OrNull(described.sha256) },
      components: counted.map(componentOf),
      dependencies: this.#dependencies,
      bomLink: this.#bomLink,
      vulnerabilities: this.#vulnerabilities && vulnerabilitiesOf(this.#vulnerabilities),
    };
  }

  #document(attributes: ReadonlyMap<string, string>): Reader {
    this.#bomLink = bomLinkOf(attributes.get('serialNumber'), attributes.get('version'));
    return {
      open: (name) => {
        if (name === 'metadata') return this.#metadata();
        if (name === 'components') return this.#components(null);
        if (name === 'dependencies') return this.#dependenciesOf(null);
        if (name !== 'vulnerabilities') return undefined;
        this.#vulnerabilities = newNode(name, new Map());
        return treeReader(this.#vulnerabilities);
      },
    };
  }

  #metadata(): Reader {
    return {
      open: (name, attributes) => {
        if (name !== 'component') return undefined;
        const reader = this.#component(attributes, null);
        this.#described = this.#drafts.at(-1) ?? null;
        return reader;
      },
    };
  }

  /** @param whole `bom-ref` of the element around, or null */
  #components(whole: string | null): Reader {
    return { open: (_name, attributes) => this.#component(attributes, whole) };
  }

  /** A `dependency` inside another is what that one depends on. */
  #dependenciesOf(whole: string | null): Reader {
    return {
      open: (name, attributes) => {
        const ref = attributes.get('ref');
        if (name !== 'dependency' || ref === undefined) return undefined;
        if (whole !== null) this.#dependencies.push([whole, ref]);
        return this.#dependenciesOf(ref);
      },
    };
  }

  #component(attributes: ReadonlyMap<string, string>, whole: string | null): Reader {
    const bomRef = attributes.get('bom-ref') ?? '';
    if (whole !== null && bomRef !== '') this.#dependencies.push([whole, bomRef]);
    const draft: Draft = { bomRef, name: '', version: '', purl: '', sha256: '', properties: [] };
    this.#drafts.push(draft);
    return {
      open: (name) => {
        switch (name) {
          case 'name':
            return textReader(draft, 'name');
          case 'version':
          case 'purl':
            return textReader(draft, name);
          case 'hashes':
            return hashesReader(draft);
          case 'components':
            return this.#components(textOrNull(bomRef));
          case 'properties':
            return propertiesReader(draft);
          default:
            return undefined;
        }
      },
    };
  }
}

function componentOf({ bomRef, name, version, purl, properties }: Draft): SbomComponent {
  return {
    ...{ bomRef: textOrNull(bomRef), name, version: textOrNull(version), purl: textOrNull(purl) },
    ...sourceOfProperties(properties),
  };
}

function textReader(draft: Draft, member: 'name' | 'version' | 'purl' | 'sha256'): Reader {
  return {
    close: (text) => {
      draft[member] = text ?? '';
    },
  };
}

function hashesReader(draft: Draft): Reader {
  return {
    open: (_name, attributes) => {
      return attributes.get('alg') === 'SHA-256' && draft.sha256 === ''
        ? textReader(draft, 'sha256')
        : undefined;
    },
  };
}

function propertiesReader({ properties }: Draft): Reader {
  return {
    open: (_element, attributes) => ({
      close: (value) => {
        const name = attributes.get('name');
        if (name !== undefined && value !== null) properties.push({ name, value });
      },
    }),
  };
}

function treeReader(node: XmlNode): Reader {
  return {
    open: (name, attributes) => {
      const child = newNode(name, attributes);
      node.children.push(child);
      return treeReader(child);
    },
    close: (text) => {
      node.text = text;
    },
  };
}

function newNode(name: string, attributes: ReadonlyMap<string, string>): XmlNode {
  return { name, attributes, text: null, children: [] };
}
