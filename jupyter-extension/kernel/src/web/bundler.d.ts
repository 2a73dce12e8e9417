/** What the bundler gives to modules that are loaded when they are asked for. */
declare function require(name: string): unknown;
declare module "path-browserify" {
  const path: object;
  export default path;
}
