import { invarianceProperties } from "./properties/invarianceProperties";
import { effort } from "./properties/property";

invarianceProperties(effort(80, 1000));
