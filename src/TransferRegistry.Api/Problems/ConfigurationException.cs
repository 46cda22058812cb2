namespace TransferRegistry.Api.Problems;

/// <summary>What only the operator can mend, before the service serves or in a verb of the command line: said on one line, without a stack.</summary>
class ConfigurationException(string message, Exception? cause = null) : Exception(message, cause);
