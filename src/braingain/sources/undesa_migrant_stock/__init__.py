"""United Nations, international migrant stock by origin and destination."""
