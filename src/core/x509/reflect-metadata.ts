/**
 * What tsyringe asks of its host. @peculiar/x509 keeps its algorithm tables in tsyringe's container, and tsyringe refuses to
 * load where `Reflect` lacks the functions of the decorator-metadata proposal. Nothing in @peculiar/x509 has a parameter
 * to inject, so there is no metadata, and saying so is enough. Must be imported before @peculiar/x509.
 */
const NO_METADATA = {
  getMetadata: () => undefined,
  getOwnMetadata: () => undefined,
  hasOwnMetadata: () => false,
  defineMetadata: () => undefined,
};

for (const [name, value] of Object.entries(NO_METADATA)) {
  if (!Reflect.has(Reflect, name)) Reflect.defineProperty(Reflect, name, { value, configurable: true, writable: true });
}
