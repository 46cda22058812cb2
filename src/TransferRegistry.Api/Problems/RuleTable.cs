namespace TransferRegistry.Api.Problems;

/// <summary>A table of rules as the code has it, for the pages and the OpenAPI document to show.</summary>
/// <param name="Slug">Its address below <c>/rules</c>.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Columns">The heads of its columns.</param>
/// <param name="Rows">Its rows, as many texts each as there are columns.</param>
sealed record RuleTable(string Slug, string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
