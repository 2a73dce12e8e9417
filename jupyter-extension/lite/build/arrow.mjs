export * as arrow from "apache-arrow";
