package dev.slipstream.recommend.prequential;

import java.util.OptionalDouble;

/**
 * What came of testing an interaction.
 *
 * @param user whose it was
 * @param newUser whether the stream before the test had none of theirs
 * @param rank of the taken item among all candidates, see {@link MeanRank}; one behind the last
 *     candidate if it was none of them
 * @param rankUnseen the same among those the user had not met before; empty if the item itself was
 *     one they had met
 * @param candidate whether the item was known before it was taken
 */
public record Outcome(
    String user, boolean newUser, double rank, OptionalDouble rankUnseen, boolean candidate) {}
