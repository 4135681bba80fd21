/** Checks a stream of elements against a grammar while it goes by, and passes the valid elements on. */
import { quote } from '../../sbom-error.ts';
import type { ContentState } from './content-model.ts';
import { createTypeFinder, type ElementType, type KnownType } from './element-type.ts';
import type { XmlGrammar } from './grammar.ts';
import type { Refuse, XmlAttribute, XmlElement, XmlHandler } from './read-xml.ts';

/** Receives the elements of the grammar's own namespace, without those of others and what is inside them. */
export interface ElementReceiver {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  /** `text` is in the form that the element's type gives it; null where the type has elements only. */
  close(text: string | null): void;
}

/** An element that is open. Its type is null when nothing inside it is checked. */
interface Frame {
  readonly name: string;
  readonly type: ElementType | null;
  readonly mayBeEmpty: boolean;
  state: ContentState | null;
  text: string;
}

/** `xsi:schemaLocation` and its like may stand on every element. */
const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

export function createValidator(grammar: XmlGrammar, receiver: ElementReceiver, refuse: Refuse): XmlHandler {
  const findType = createTypeFinder(grammar);
  const bomRefs = new Set<string>();
  const frames: Frame[] = [];

  const enter = (element: XmlElement): { type: KnownType; mayBeEmpty: boolean } => {
    const parent = frames.at(-1);
    if (parent === undefined) return { type: findType(grammar.root.type), mayBeEmpty: false };
    if (parent.type === null) return { type: 'anything', mayBeEmpty: true };
    const transition = element.namespace === grammar.namespace && parent.state?.elements.get(element.name);
    if (transition) {
      parent.state = transition.next;
      return { type: findType(transition.type), mayBeEmpty: transition.mayBeEmpty };
    }
    const isOther = element.namespace !== grammar.namespace && element.namespace !== '';
    const next = isOther ? parent.state?.anyOther : null;
    if (!next)
      return refuse(`the element ${quote(element.name)} is not allowed here${expected(parent.state)}`);
    parent.state = next;
    return { type: 'anything', mayBeEmpty: true };
  };

  /** The schema's `xs:unique` over every element of the document. */
  const checkBomRef = (bomRef: string | undefined): void => {
    if (bomRef === undefined) return;
    if (bomRefs.has(bomRef)) refuse(`another element has the bom-ref ${quote(bomRef)} already`);
    bomRefs.add(bomRef);
  };

  return {
    open(element) {
      const { type, mayBeEmpty } = enter(element);
      if (type === 'anything') {
        frames.push({ name: element.name, type: null, mayBeEmpty, state: null, text: '' });
        return;
      }
      const attributes = checkAttributes(element.attributes, type, refuse);
      checkBomRef(attributes.get('bom-ref'));
      frames.push({ name: element.name, type, mayBeEmpty, state: type.content, text: '' });
      receiver.open(element.name, attributes);
    },
    text(text) {
      const frame = frames.at(-1);
      if (frame === undefined || frame.type === null) return;
      if (frame.type.text !== null) frame.text += text;
      else if (/[^ \t\r\n]/.test(text)) refuse(`text in the element ${quote(frame.name)}, which has none`);
    },
    close() {
      const frame = frames.pop();
      if (frame === undefined || frame.type === null) return;
      if (frame.state?.accepts === false) {
        refuse(`the element ${quote(frame.name)} ends too early${expected(frame.state)}`);
      }
      receiver.close(checkText(frame, frame.type, refuse));
    },
  };
}

function checkAttributes(
  attributes: readonly XmlAttribute[],
  type: ElementType,
  refuse: Refuse,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { namespace, name, value } of attributes) {
    const textType = namespace === '' ? type.attributes.get(name) : undefined;
    if (textType !== undefined) {
      const normalized = textType.normalize(value);
      const problem = textType.problem(normalized);
      if (problem !== null) refuse(`attribute ${quote(name)}: ${problem}`);
      values.set(name, normalized);
    } else if (!mayCarry(type, namespace)) refuse(`the attribute ${quote(name)} is not allowed here`);
  }
  const missing = type.required.find((name) => !values.has(name));
  if (missing !== undefined) refuse(`the attribute ${quote(missing)} is missing`);
  return values;
}

function mayCarry({ anyAttribute }: ElementType, namespace: string): boolean {
  return (
    namespace === SCHEMA_INSTANCE || anyAttribute === 'any' || (anyAttribute === 'other' && namespace !== '')
  );
}

function checkText(frame: Frame, type: ElementType, refuse: Refuse): string | null {
  if (type.text === null) return null;
  const value = type.text.normalize(frame.text);
  if (value === '' && frame.mayBeEmpty) return value;
  const problem = type.text.problem(value);
  if (problem !== null) refuse(`the element ${quote(frame.name)}: ${problem}`);
  return value;
}

function expected(state: ContentState | null): string {
  const names = [...(state?.elements.keys() ?? [])];
  if (names.length === 0) return '';
  const shown = names.slice(0, 12).join(', ');
  return `, expected ${names.length > 12 ? `${shown} or another` : shown}`;
}
