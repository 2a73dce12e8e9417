import { formulaProperties, hostileFormulas } from "./properties/formulaProperties";
import { effort } from "./properties/property";

formulaProperties(effort(1000, 100_000));
hostileFormulas(10_000);
