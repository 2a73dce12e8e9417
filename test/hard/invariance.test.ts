import { invarianceProperties } from "./properties/invarianceProperties";
import { effort } from "./properties/property";

invarianceProperties(effort(100, 1000));
