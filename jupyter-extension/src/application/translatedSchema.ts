import type { ISettingRegistry } from "@jupyterlab/settingregistry";
import { trans } from "mixedmodels-view";

/**
 * A schema with the texts that the editor of settings shows in the language of JupyterLab, whose server translates only
 * those of packages that are within a language pack.
 */
export function translatedSchema(schema: ISettingRegistry.ISchema): ISettingRegistry.ISchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, translated(property)]);
  return { ...translated(schema), properties: Object.fromEntries(properties) };
}

function translated<T extends { title?: string; description?: string }>({ title, description, ...rest }: T): T {
  return {
    ...rest,
    ...(title === undefined ? {} : { title: trans.__(title) }),
    ...(description === undefined ? {} : { description: trans.__(description) }),
  } as T;
}
